#include "grpc_client.hpp"

#include <grpcpp/grpcpp.h>
#include <health.grpc.pb.h>
#include <milvus.grpc.pb.h>

#include "core/file.hpp"
#include "server_under_test.hpp"

namespace tlsgauge::server::test {
namespace {

namespace api = milvus::proto::milvus;
namespace health = grpc::health::v1;

std::string pem(const std::string& file) { return core::read_file(certificates() / file).value_or(""); }

std::shared_ptr<grpc::Channel> channel_to(const std::string& at, const Caller& caller) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // no connection of an earlier caller
  if (!caller.secure) return grpc::CreateCustomChannel(at, grpc::InsecureChannelCredentials(), arguments);
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = pem("ca.pem");
  if (!caller.certificate.empty()) {
    options.pem_cert_chain = pem(caller.certificate + ".pem");
    options.pem_private_key = pem(caller.certificate + ".key");
  }
  return grpc::CreateCustomChannel(at, grpc::SslCredentials(options), arguments);
}

void prepare(grpc::ClientContext& context, const Caller& caller) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds{10});
  if (!caller.authorization.empty()) context.AddMetadata("authorization", caller.authorization);
}

CallEnd end_of(const grpc::Status& status) {
  return {.code = status.error_code(), .text = status.error_message(), .names = {}};
}

}  // namespace

CallEnd show_collections(const std::string& at, const Caller& caller) {
  grpc::ClientContext context;
  prepare(context, caller);
  api::ShowCollectionsResponse response;
  auto end = end_of(api::MilvusService::NewStub(channel_to(at, caller))->ShowCollections(&context, {}, &response));
  end.names.assign(response.collection_names().begin(), response.collection_names().end());
  return end;
}

CallEnd describe_collection(const std::string& at, const Caller& caller, const std::string& name) {
  grpc::ClientContext context;
  prepare(context, caller);
  api::DescribeCollectionRequest request;
  request.set_collection_name(name);
  api::DescribeCollectionResponse response;
  const auto status =
      api::MilvusService::NewStub(channel_to(at, caller))->DescribeCollection(&context, request, &response);
  if (!status.ok()) return end_of(status);
  return {.code = response.status().code(), .text = response.status().reason(), .names = {response.collection_name()}};
}

CallEnd check_health(const std::string& at, const Caller& caller) {
  grpc::ClientContext context;
  prepare(context, caller);
  health::HealthCheckResponse response;
  const auto status = health::Health::NewStub(channel_to(at, caller))->Check(&context, {}, &response);
  if (!status.ok()) return end_of(status);
  return {.code = 0, .text = health::HealthCheckResponse::ServingStatus_Name(response.status()), .names = {}};
}

}  // namespace tlsgauge::server::test
