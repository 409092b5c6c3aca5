# TAP of the tests in sh, to be read by them. What failed is shown by the end of $log.
n=0
result() {   # STATUS NAME
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
        tail -n 10 "$log" 2>/dev/null | sed 's/^/# /'
    fi
}
