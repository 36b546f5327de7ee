"""The guide's two-way client with user authentication: user, password and certificate paths."""
import sys

from pymilvus import MilvusClient

port, path_to, client_path = sys.argv[1:4]
client = MilvusClient(
    uri=f"https://localhost:{port}",
    user="root",
    password="Milvus",
    secure=True,
    client_pem_path=f"{client_path}/client.pem",
    client_key_path=f"{client_path}/client.key",
    ca_pem_path=f"{path_to}/ca.pem",
    server_name="localhost"
)
print(client.list_collections())
