with wilayah as (
    select
        *,
        replace(kode_wilayah, '.', '') as kode_kemendagri,
        row_number() over (partition by kode_wilayah order by berlaku_mulai desc) = 1 as mutakhir
    from {{ ref('stg_wilayah') }}
),

mutakhir as (
    select
        kode_wilayah,
        kode_kemendagri,
        nama
    from wilayah
    where mutakhir
)

select
    w.kode_wilayah,
    w.kode_kemendagri,
    w.kode_bps,
    w.level,
    w.jenis,
    w.nama,
    w.induk,
    provinsi.kode_kemendagri as kode_provinsi,
    provinsi.nama as nama_provinsi,
    kabkota.kode_kemendagri as kode_kabupaten_kota,
    kabkota.nama as nama_kabupaten_kota,
    kecamatan.kode_kemendagri as kode_kecamatan,
    kecamatan.nama as nama_kecamatan,
    case when w.level = 'desa' then w.kode_kemendagri end as kode_desa_kelurahan,
    case when w.level = 'desa' then w.nama end as nama_desa_kelurahan,
    w.berlaku_mulai,
    w.berlaku_sampai,
    w.mutakhir,
    w.sumber
from wilayah as w
left join mutakhir as provinsi on provinsi.kode_wilayah = left(w.kode_wilayah, 2)
left join mutakhir as kabkota
    on kabkota.kode_wilayah = left(w.kode_wilayah, 5) and w.level in ('kabkota', 'kecamatan', 'desa')
left join mutakhir as kecamatan
    on kecamatan.kode_wilayah = left(w.kode_wilayah, 8) and w.level in ('kecamatan', 'desa')
