"""What a program does that uses DuckDB: writes an object, and prints what its bucket holds.

usage: write_and_list_duckdb.py BUCKET OBJECT FILE     with the secret that ~/.duckdbrc makes, which DuckDB's own shell reads
"""

import pathlib
import sys

import duckdb
import duckdb_ext

bucket, name, file = sys.argv[1:]
extensions = pathlib.Path(duckdb_ext.__path__[0]) / "extensions"
storage = duckdb.connect(config={"extension_directory": str(extensions)})
storage.execute("LOAD httpfs; LOAD aws")
storage.execute((pathlib.Path.home() / ".duckdbrc").read_text())
storage.execute(f"COPY (SELECT content FROM read_text('{file}')) TO 's3://{bucket}/{name}' (FORMAT csv, HEADER false)")
for (listed,) in storage.execute(f"SELECT file FROM glob('s3://{bucket}/*')").fetchall():
    print(listed)
