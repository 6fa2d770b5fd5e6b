with wilayah as (
    select
        *,
        replace(kode_wilayah, '.', '') as kode_kemendagri,
        row_number() over (partition by kode_wilayah order by berlaku_mulai desc) = 1 as mutakhir,
        -- Kunci gabung dihitung di sini: syarat lain dalam gabungan membuat setiap pasang baris dibandingkan.
        left(kode_wilayah, 2) as provinsi,
        if(level != 'provinsi', left(kode_wilayah, 5), null) as kabkota,
        if(level in ('kecamatan', 'desa'), left(kode_wilayah, 8), null) as kecamatan
    from {{ ref('stg_wilayah') }}
),

terbaru as (
    select
        kode_wilayah,
        kode_kemendagri,
        nama
    from wilayah
    where mutakhir
)

select
    wilayah.kode_wilayah,
    wilayah.kode_kemendagri,
    wilayah.kode_bps,
    wilayah.level,
    wilayah.jenis,
    wilayah.nama,
    wilayah.induk,
    provinsi.kode_kemendagri as kode_provinsi,
    provinsi.nama as nama_provinsi,
    kabkota.kode_kemendagri as kode_kabupaten_kota,
    kabkota.nama as nama_kabupaten_kota,
    kecamatan.kode_kemendagri as kode_kecamatan,
    kecamatan.nama as nama_kecamatan,
    if(wilayah.level = 'desa', wilayah.kode_kemendagri, null) as kode_desa_kelurahan,
    if(wilayah.level = 'desa', wilayah.nama, null) as nama_desa_kelurahan,
    wilayah.berlaku_mulai,
    wilayah.berlaku_sampai,
    wilayah.mutakhir,
    wilayah.sumber
from wilayah
left join terbaru as provinsi on wilayah.provinsi = provinsi.kode_wilayah
left join terbaru as kabkota on wilayah.kabkota = kabkota.kode_wilayah
left join terbaru as kecamatan on wilayah.kecamatan = kecamatan.kode_wilayah
