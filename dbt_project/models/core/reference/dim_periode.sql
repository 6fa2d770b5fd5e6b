with hari as (
    select cast(tanggal as date) as tanggal
    from generate_series(date '2000-01-01', date '2040-12-31', interval 1 day) as deret (tanggal)
),

kalender as (
    select
        hari.tanggal,
        year(hari.tanggal) as tahun,
        if(month(hari.tanggal) <= 6, 1, 2) as semester,
        quarter(hari.tanggal) as triwulan,
        month(hari.tanggal) as bulan,
        libur.nama as hari_libur,
        libur.nama is null and isodow(hari.tanggal) <= 5 as hari_kerja
    from hari
    left join {{ ref('libur_nasional') }} as libur on hari.tanggal = libur.tanggal
),

rentang as (
    select
        case
            when grouping(tanggal) = 0 then 'hari'
            when grouping(bulan) = 0 then 'bulan'
            when grouping(triwulan) = 0 then 'triwulan'
            when grouping(semester) = 0 then 'semester'
            else 'tahun'
        end as jenis,
        tahun,
        semester,
        triwulan,
        bulan,
        tanggal,
        min(tanggal) as mulai,
        max(tanggal) as sampai,
        count(*) as jumlah_hari,
        count_if(hari_kerja) as jumlah_hari_kerja,
        if(grouping(tanggal) = 0, any_value(hari_libur), null) as hari_libur
    from kalender
    group by
        grouping sets (
            (tahun),
            (tahun, semester),
            (tahun, semester, triwulan),
            (tahun, semester, triwulan, bulan),
            (tahun, semester, triwulan, bulan, tanggal)
        )
)

select
    case jenis
        when 'hari' then strftime(mulai, '%Y-%m-%d')
        when 'bulan' then strftime(mulai, '%Y-%m')
        when 'triwulan' then tahun || '-Q' || triwulan
        when 'semester' then tahun || '-S' || semester
        else cast(tahun as varchar)
    end as periode_id,
    jenis,
    cast(tahun as bigint) as tahun,
    cast(semester as bigint) as semester,
    cast(triwulan as bigint) as triwulan,
    cast(bulan as bigint) as bulan,
    mulai,
    sampai,
    jumlah_hari,
    cast(jumlah_hari_kerja as bigint) as jumlah_hari_kerja,
    hari_libur,
    -- Tahun ajaran sekolah berganti setiap 1 Juli.
    if(
        month(mulai) >= 7, tahun || '/' || (tahun + 1), (tahun - 1) || '/' || tahun
    ) as tahun_ajaran
from rentang
