# Sourced by bench/run, bench/long, bench/one-indonesia, in the project's folder: --help, then the release build, the
# programs beside it, and the peers. Prints nothing unless something fails.
case "${1-}" in
-h | --help)
    sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p;}' "$0"
    exit 0
    ;;
esac
mkdir -p build/bench-peers
cmake --preset release >build/bench-yard.log
cmake --build --preset release --target portolan --target bench_decode --target bench_lookup >>build/bench-yard.log
[ -d build/bench-peers/node_modules/edifact ] ||
    npm install --prefix build/bench-peers --ignore-scripts --no-audit --no-fund --loglevel=error edifact@1.2.12 \
        >>build/bench-yard.log
export PORTOLAN_BINARY="$PWD/build/release/portolan" PORTOLAN_BENCH="$PWD/build/release/bench"
