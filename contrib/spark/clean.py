#!/usr/bin/env python3
"""Cleans JSON Lines with Spark: spark-submit clean.py INPUT OUTPUT [OPTION OF cleanpage batch]...

INPUT is whatever textFile() takes, OUTPUT a directory that is not there yet. README.md beside this
file tells what holds for the lines. CLEANPAGE_COMMAND names the program, if it is elsewhere than
cleanpage is usually installed.
"""

import os
import shlex
import sys

from pyspark.sql import SparkSession

# All that the command is given of an environment, so that it is the same on each machine.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin"}


def main() -> int:
    if len(sys.argv) < 3:
        print("usage: clean.py INPUT OUTPUT [OPTION]...", file=sys.stderr)
        return 2
    source, target, *options = sys.argv[1:]
    command = [os.environ.get("CLEANPAGE_COMMAND", "cleanpage"), "batch", "--from=jsonl"]
    command += ["--workers=1", "--exit-zero", *options, "-"]
    spark = SparkSession.builder.appName("cleanpage").getOrCreate()
    try:
        lines = spark.sparkContext.textFile(source)
        # Without checkCode a command that was killed looks like one that had nothing more to say.
        cleaned = lines.pipe(shlex.join(command), env=ENVIRONMENT, checkCode=True)
        cleaned.saveAsTextFile(target)
    finally:
        spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
