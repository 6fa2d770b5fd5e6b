select
    kode as kode_urusan,
    nama as nama_urusan,
    kelompok,
    versi_kode
from {{ ref('urusan') }}
