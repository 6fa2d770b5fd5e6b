with hari as (
    select
        *,
        year(tanggal) as tahun,
        if(month(tanggal) <= 6, 1, 2) as semester,
        quarter(tanggal) as triwulan,
        month(tanggal) as bulan
    from {{ ref('stg_hari') }}
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
        min(tanggal) as mulai,
        max(tanggal) as sampai,
        count(*) as jumlah_hari,
        count_if(hari_kerja) as jumlah_hari_kerja,
        if(grouping(tanggal) = 0, any_value(hari_libur), null) as hari_libur
    from hari
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
    tahun,
    cast(semester as bigint) as semester,
    triwulan,
    bulan,
    mulai,
    sampai,
    jumlah_hari,
    cast(jumlah_hari_kerja as bigint) as jumlah_hari_kerja,
    hari_libur,
    -- Tahun ajaran sekolah berganti setiap 1 Juli.
    if(month(mulai) >= 7, tahun || '/' || (tahun + 1), (tahun - 1) || '/' || tahun) as tahun_ajaran
from rentang
