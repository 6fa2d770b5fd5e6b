select
    aduan.opd_penanggung_jawab,
    opd.nama_opd,
    aduan.kategori,
    count(*) as jumlah_aduan,
    count(aduan.waktu_respon) as jumlah_direspon,
    count(aduan.waktu_selesai) as jumlah_selesai,
    cast(count_if(aduan.respon_tepat_waktu) as bigint) as jumlah_tepat_waktu,
    round(median(aduan.jam_respon), 2) as median_jam_respon,
    aduan.periode_id as periode,
    periode.tahun
from {{ ref('fct_aduan') }} as aduan
left join {{ ref('dim_opd') }} as opd on aduan.opd_penanggung_jawab = opd.opd
left join {{ ref('dim_periode') }} as periode on aduan.periode_id = periode.periode_id
group by all
