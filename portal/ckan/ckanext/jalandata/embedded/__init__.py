"""The processes behind the embedded portal: PostgreSQL, Valkey and CKAN, all from wheels, all state below one folder."""
