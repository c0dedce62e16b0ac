# What the documentation of the image postgres says of its entry point: an empty data folder gets a database named as the
# user, from a server that only listens at a socket; then the server starts, and asks for the password over TCP.
set -eu
data=/var/lib/postgresql/data
export PATH="$PATH:$(echo /usr/lib/postgresql/*/bin)"
as_postgres() { setpriv --reuid postgres --regid postgres --clear-groups "$@"; }

mkdir -p /var/run/postgresql
chown postgres /var/run/postgresql "$data"
cd "$data"
if [ ! -e PG_VERSION ]; then
  printf %s "$POSTGRES_PASSWORD" >/tmp/password
  chown postgres /tmp/password
  as_postgres initdb -D "$data" --username "$POSTGRES_USER" --pwfile /tmp/password --auth-local trust \
    --auth-host scram-sha-256 --no-sync
  echo 'host all all all scram-sha-256' >>pg_hba.conf
  as_postgres pg_ctl start -w -D "$data" -o '-c listen_addresses='
  as_postgres createdb --username "$POSTGRES_USER" "$POSTGRES_USER"
  as_postgres pg_ctl stop -D "$data"
fi
program=$1
shift
exec setpriv --reuid postgres --regid postgres --clear-groups "$program" -D "$data" -c 'listen_addresses=*' "$@"
