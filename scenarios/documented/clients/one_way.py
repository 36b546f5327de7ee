"""The guide's one-way client (2.5 and later); port and path come from the command line."""
import sys

from pymilvus import MilvusClient

port, path_to = sys.argv[1:3]
client = MilvusClient(
    uri=f"https://localhost:{port}",
    secure=True,
    server_pem_path=f"{path_to}/server.pem",
    server_name="localhost"
)
print(client.list_collections())
