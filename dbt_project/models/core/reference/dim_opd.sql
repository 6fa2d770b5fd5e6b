select
    opd,
    kode_opd,
    nama_opd,
    singkatan,
    kode_urusan,
    kode_wilayah
from {{ ref('opd') }}
