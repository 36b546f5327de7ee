"""A client of a Milvus without TLS; the port comes from the command line."""
import sys

from pymilvus import MilvusClient

port = sys.argv[1]
client = MilvusClient(uri=f"http://localhost:{port}")
print(client.list_collections())
