#!/usr/bin/env bash
# The demonstration, looked at by a real Prometheus with two blackbox exporters and a node exporter in place of our own
# probes. Installs nothing; everything listens on 127.0.0.1 and ends with Ctrl-C. --port N chooses the port of the page,
# --site DIR another site than the example.
set -euo pipefail
export INIT_CWD=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# In place of this shell, so that whoever ends one ends all.
exec node --import tsx scripts/engines/prometheus.ts "$@"
