select
    layanan,
    batas_jam,
    berlaku_mulai,
    berlaku_sampai,
    dasar
from {{ ref('sla') }}
