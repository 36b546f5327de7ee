"""The guide's two-way client (2.4 and before); port, path and the client pair's folder come from the command line."""
import sys

from pymilvus import MilvusClient

port, path_to, client_path = sys.argv[1:4]
client = MilvusClient(
    uri=f"http://localhost:{port}",
    secure=True,
    client_pem_path=f"{client_path}/client.pem",
    client_key_path=f"{client_path}/client.key",
    ca_pem_path=f"{path_to}/ca.pem",
    server_name="localhost"
)
print(client.list_collections())
