"""The guide's one-way client (2.4 and before); port and path come from the command line."""
import sys

from pymilvus import MilvusClient

port, path_to = sys.argv[1:3]
client = MilvusClient(
    uri=f"http://localhost:{port}",
    secure=True,
    server_pem_path=f"{path_to}/server.pem",
    server_name="localhost"
)
print(client.list_collections())
