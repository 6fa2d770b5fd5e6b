"""Words that stand in the names of persons, and words that never do."""

_NO_NAME = """
desa kelurahan kel kecamatan kec kabupaten kab kota provinsi prov dusun dukuh lingkungan rt rw jalan jl gang
perumahan blok dinas badan kantor bagian bidang seksi subbag subbagian sekretariat inspektorat satuan unit uptd
upt cabang instansi pemerintah pemda pemkab pemkot negara republik indonesia kementerian lembaga polres polsek
kodim koramil kua pengadilan kejaksaan puskesmas pustu posyandu rsud rs rumah sakit klinik apotek poliklinik sd
sdn smp smpn sma sman smk smkn mi min mts mtsn ma man tk paud kb ra slb sekolah madrasah pesantren pondok
universitas politeknik institut akademi perpustakaan taman pantai pulau wisata air terjun kawah gunung bukit goa
gua danau waduk telaga kolam pemandian museum monumen candi pura masjid mushola musholla gereja vihara makam
hutan sungai kali bendungan irigasi jembatan pasar terminal stasiun pelabuhan bandara halte hotel homestay villa
resort restoran makan warung cafe kafe toko kios swalayan mall cv pt ud fa perum perumda pdam bumdes bumd
koperasi kud ksp bank bpr kelompok tani gapoktan karang taruna pkk bpd lpmd yayasan persatuan ikatan paguyuban
komunitas forum partai program kegiatan subkegiatan belanja pendapatan pembiayaan anggaran dana bantuan hibah
honor honorarium gaji tunjangan upah pembangunan pemeliharaan rehabilitasi pengadaan penyediaan penyelenggaraan
pelaksanaan pengelolaan peningkatan pembinaan pemberdayaan pelatihan sosialisasi koordinasi monitoring evaluasi
penyusunan layanan pelayanan administrasi surat izin akta kartu jumlah total rata rekap rekapitulasi keterangan
sumber catatan nomor tahun bulan periode semester triwulan persentase persen laki perempuan pria wanita orang
jiwa penduduk keluarga warga masyarakat siswa guru pegawai petani nelayan buruh pedagang islam kristen katolik
hindu budha buddha konghucu aktif nonaktif baik rusak ringan sedang berat sudah belum tidak ada ya januari
februari maret april mei juni juli agustus september oktober november desember senin selasa rabu kamis jumat
sabtu minggu bupati wakil walikota gubernur camat lurah kades kepala sekretaris kasi kabid kasubag staf ketua
anggota bendahara mengetahui mobil motor truk komputer laptop printer meja kursi mesin alat bahan padi jagung
kedelai sapi kambing ayam ikan kopi jaringan internet aplikasi sistem website online dan atau untuk dari dengan
oleh yang di ke pada per lain lainnya umum khusus utara selatan timur barat tengah pusat daerah wilayah kawasan
lokasi produk usaha industri jasa perdagangan anonim tanpa nama
"""
_GIVEN = """
abdul abdullah abdurrahman achmad adi adinda aditya afandi agung agus agustin agustina ahmad ainun aisyah akbar
akhmad alfian ali amalia amin aminah amir anang andi andika andri anggraini anggun ani anik anisa anita annisa
anton ari arief arif arifin aris asep asih astuti ayu aziz bagus bambang basuki bayu budi budiman budiono cahya
cahyono choirul cici dadang dani darmawan dedi deni dewi dian dimas dina dodi dwi edi efendi effendi eka eko
elisa endah endang erna erni erwin fadli fahmi fajar farida fatimah fatmawati fauzan fauzi febri ferdi firman
firmansyah fitri fitria fitriani galih gede gunawan gusti hadi hafid halimah hamid hamzah handayani handoko hari
hariyanto hartati hartono hasan hasanah hasyim hendra hendri heri herman heru hidayah hidayat husen husna
ibrahim ida idris ika ilham imam indah indra intan irawan irfan irma ismail iswanto iwan jaelani jamal joko
jumiati junaidi kadek kartika kartini ketut khadijah khairul khoirul kholifah komang kristina kurnia kurniawan
kusuma laila lestari lia lilik lina linda luh lukman lutfi made mahmud maria mariani marlina maryam masruroh
maulana maya mega moch mochamad moh mohamad mohammad muh muhamad muhammad muhtar muji mujiono mulyadi mulyani
mulyono munir mustofa mutia nanang nanik ningsih nita novi novita nugraha nugroho nur nuraini nurhayati nuri
nurjanah nurul nyoman pertiwi prasetyo pratama pratiwi priyanto purnomo purwanto putra putri putu rahayu rahma
rahman rahmat rahmawati ratih ratna rendi reni retno rika rina rini rio riski rizal rizki rizky robert rohmah
rohman romlah rosidi rosita rudi rukmini rusdi sahrul saiful salamah samsul sandi santi santoso saputra saputri
sari sarif setiawan setiawati setyo setyowati sholeh sigit siswanto siti slamet sofyan solikhah solikin sri
subagyo sudarmono sudirman sugeng sugiarto sugiono suharti suharto suhartono suherman sujono sukardi sulaiman
sulastri suliono sulistyowati sumarni sumiati sunarti sunarto supardi suparman suparno suprapto supriadi
supriyadi supriyanto surya suryadi susanti susanto susilo sutrisno suwarno suyanto suyono syaiful syamsul taufik
taufiq teguh titik tono tri triyono tuti udin umar umi untung utami utomo vera wahid wahyu wahyudi wahyuni
wahyuningsih waluyo wati wawan wayan wibowo widodo wijaya winarti winarto wulandari yani yanti yanto yati yoga
yohanes yudi yulia yuliana yulianti yuni yunita yusuf zaenal zainal zainuddin zulkifli
"""

_NO_PERSON = """
acara aplikasi arena arsip aset aula bangunan barang batik buku cagar destinasi dokumen event file gedung hotel
indikator jabatan judul kapal kesenian kolom komoditas lagu latin lapangan lomba makanan media menu merek merk objek
obyek paket pahlawan pekerjaan penyakit perahu perusahaan proyek rekanan ruang ruangan ruas sanggar situs spesies
tabel tari tim titik tokoh variabel varietas
"""

# Places, offices, groups, goods, months and the labels of tables.
NO_NAME = frozenset(_NO_NAME.split())
# Borne often in Java, Sumatra, Bali, Sulawesi and the east: a column of a hundred names holds dozens of them.
GIVEN = frozenset(_GIVEN.split())
# What else has a name, though it may be a person's: a street, a hall, a hero.
NO_PERSON = frozenset(_NO_PERSON.split())
