"""The configuration file of the embedded CKAN. It is written anew at every start: nothing is kept in it."""

import os
from configparser import RawConfigParser
from pathlib import Path

from .home import Home
from .postgres import Postgres

PLUGINS = (
    "jalandata jalandata_search scheming_datasets scheming_nerf_index dcat structured_data "
    "datastore datatables_view text_view image_view"
)
UPLOAD_MEGABYTES = 512
# Loggers that exist before the file is read fall silent unless it names them. The dataset view's would write down what
# visitors search for, whenever it cannot be read.
LOGGERS = {"ckan": "WARNING", "ckan.views.dataset": "CRITICAL", "ckanext": "WARNING", "waitress": "ERROR"}


def settings(home: Home, postgres: Postgres, valkey_url: str, site_url: str) -> dict[str, str]:
    """All that differs from CKAN's defaults."""
    secrets = home.secrets()
    write_url = postgres.url("ckan", secrets["ckan"], "datastore")
    return {
        "ckan.site_url": site_url,
        "ckan.site_id": "jalandata",
        "ckan.site_title": os.environ.get("JALANDATA_PORTAL_TITLE", "Portal Data Kabupaten Banyuwangi"),
        "ckan.plugins": PLUGINS,
        "sqlalchemy.url": postgres.url("ckan", secrets["ckan"], "ckan"),
        "sqlalchemy.hide_parameters": "true",
        "ckan.datastore.write_url": write_url,
        "ckan.datastore.read_url": postgres.url("datastore_reader", secrets["datastore_reader"], "datastore"),
        "ckan.datastore.default_fts_lang": "indonesian",
        "ckan.datastore.default_fts_index_method": "gin",  # built three times as fast as gist, and found faster
        "ckan.redis.url": valkey_url,
        "ckan.site_logo": "",
        "solr_url": "http://127.0.0.1:9/not-used",  # required by CKAN; jalandata_search answers instead
        "ckan.storage_path": str(home.storage),
        "ckan.webassets.path": str(home.storage / "webassets"),
        "ckan.max_resource_size": str(UPLOAD_MEGABYTES),
        "SECRET_KEY": secrets["session"],
        "WTF_CSRF_SECRET_KEY": secrets["session"],
        "api_token.jwt.encode.secret": f"string:{secrets['api_token']}",
        "api_token.jwt.decode.secret": f"string:{secrets['api_token']}",
        "SESSION_COOKIE_HTTPONLY": "true",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "ckan.auth.anon_create_dataset": "false",
        "ckan.auth.create_unowned_dataset": "false",
        "ckan.auth.create_dataset_if_not_in_organization": "false",
        "ckan.auth.create_user_via_api": "false",
        "ckan.auth.create_user_via_web": "false",
        "ckan.auth.public_user_details": "false",
        # The publisher is no sysadmin: it owns the organisations and groups that it makes.
        "ckan.auth.user_create_organizations": "true",
        "ckan.auth.user_create_groups": "true",
        "ckan.gravatar_default": "disabled",
        "ckan.hide_version": "true",
        "ckan.locale_default": "id",
        "ckan.locales_offered": "id en",
        "ckan.locale_order": "id en",
        "ckan.display_timezone": os.environ.get("JALANDATA_TIMEZONE", "Asia/Jakarta"),
        "ckan.datasets_per_page": "20",
        "ckan.views.default_views": "datatables_view image_view text_view",
        "scheming.dataset_schemas": "ckanext.jalandata:dataset.yaml",
        "scheming.presets": "ckanext.scheming:presets.json ckanext.jalandata:presets.yaml",
        "scheming.dataset_fallback": "false",
        "ckanext.dcat.rdf.profiles": "jalandata",
        "ckanext.dcat.base_uri": site_url,
    }


def write_ini(path: Path, values: dict[str, str]) -> None:
    """Write the file with what its owner alone may read, and logging to standard error."""
    ini = RawConfigParser()
    ini.optionxform = str  # type: ignore[assignment,method-assign]  # CKAN's keys are case-sensitive
    ini["app:main"] = {key: value.replace("%", "%%") for key, value in values.items()}
    ini["loggers"] = {"keys": ", ".join(["root", *LOGGERS])}
    ini["handlers"] = {"keys": "console"}
    ini["formatters"] = {"keys": "generic"}
    ini["logger_root"] = {"level": "WARNING", "handlers": "console"}
    for name, level in LOGGERS.items():
        ini[f"logger_{name}"] = {"level": level, "handlers": "", "qualname": name}
    ini["handler_console"] = {"class": "StreamHandler", "args": "(sys.stderr,)", "formatter": "generic"}
    ini["formatter_generic"] = {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        ini.write(handle)
