#!/bin/sh
# Runs once, when the database volume is empty: the two roles and the extensions that
# gosuslugi_support/embedded/postgres.py makes for the demo.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE gosuslugi_owner LOGIN CREATEDB PASSWORD :'owner_password';
CREATE ROLE gosuslugi_app LOGIN PASSWORD :'app_password';
ALTER ROLE gosuslugi_app SET idle_in_transaction_session_timeout = '60s';
CREATE DATABASE gosuslugi OWNER gosuslugi_owner;
REVOKE ALL ON DATABASE gosuslugi FROM PUBLIC;
GRANT CONNECT ON DATABASE gosuslugi TO gosuslugi_app;
\connect gosuslugi
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
ALTER DEFAULT PRIVILEGES FOR ROLE gosuslugi_owner
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO gosuslugi_app;
ALTER DEFAULT PRIVILEGES FOR ROLE gosuslugi_owner
  GRANT USAGE, SELECT ON SEQUENCES TO gosuslugi_app;
SQL
