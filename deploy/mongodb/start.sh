#!/bin/bash
# Starts one member of the replica set. MongoDB insists on a key file that is its own and private,
# which a mounted secret is not, so it is copied first.
set -eu
install --mode 400 --owner mongodb --group mongodb /run/secrets/mongodb.key /tmp/mongodb.key
exec docker-entrypoint.sh mongod \
  --replSet ticketapp \
  --bind_ip_all \
  --keyFile /tmp/mongodb.key \
  --wiredTigerCacheSizeGB "$MONGODB_CACHE_GB"
