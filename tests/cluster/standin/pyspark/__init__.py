"""As much of pyspark as contrib/spark needs, for machines without it. See ../../engine.py."""
