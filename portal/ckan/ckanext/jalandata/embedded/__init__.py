"""The processes behind the embedded portal: PostgreSQL, Valkey and CKAN, with all state below one folder."""
