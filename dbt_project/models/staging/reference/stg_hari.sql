select
    hari.tanggal,
    libur.nama as hari_libur,
    libur.nama is null and isodow(hari.tanggal) <= 5 as hari_kerja
from (
    select cast(tanggal as date) as tanggal
    from generate_series(date '2000-01-01', date '2040-12-31', interval 1 day) as deret (tanggal)
) as hari
left join {{ ref('libur_nasional') }} as libur on hari.tanggal = libur.tanggal
