{{ config(materialized='table') }}

select
    kode_wilayah,
    level,
    jenis,
    nama,
    induk,
    kode_bps,
    berlaku_mulai,
    berlaku_sampai,
    sumber
from {{ source('reference', 'wilayah') }}
