with aduan as (
    select
        *,
        epoch(waktu_respon - waktu_masuk) / 3600.0 as jam_respon,
        epoch(waktu_selesai - waktu_masuk) / 3600.0 as jam_selesai
    from {{ ref('stg_aduan') }}
)

select
    aduan.nomor_tiket,
    aduan.waktu_masuk,
    aduan.waktu_respon,
    aduan.waktu_selesai,
    aduan.kanal,
    aduan.kategori,
    aduan.kode_wilayah,
    aduan.opd_penanggung_jawab,
    aduan.status,
    aduan.jam_respon,
    aduan.jam_selesai,
    sla.batas_jam as batas_jam_respon,
    -- Yang belum direspon tidak dihitung tepat waktu, berapa pun umur aduannya.
    coalesce(aduan.jam_respon <= sla.batas_jam, false) as respon_tepat_waktu,
    aduan.kode_opd,
    aduan.periode_id,
    aduan._delivery,
    aduan._sheet,
    aduan._row,
    aduan._cell
from aduan
left join {{ ref('dim_sla') }} as sla
    on
        sla.layanan = 'respon_aduan'
        and aduan.waktu_masuk >= sla.berlaku_mulai
        and (sla.berlaku_sampai is null or aduan.waktu_masuk < sla.berlaku_sampai + interval 1 day)
