#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <array>
#include <set>
#include <string>

#include "deployment/compose/folder.hpp"

namespace tlsgauge::deployment::compose {
namespace {

using testing::Contains;
using testing::EndsWith;
using testing::IsSupersetOf;
using testing::StartsWith;

const std::filesystem::path kSource{TLSGAUGE_SOURCE_DIR};
constexpr auto kTargets = std::to_array<std::string_view>({"reference", "milvus", "nginx"});

/// The one service of a compose file.
YAML::Node service_of(const std::filesystem::path& file) {
  const auto services = YAML::LoadFile(file)["services"];
  EXPECT_EQ(services.size(), 1U) << file;
  return services.begin()->second;
}

YAML::Node target(std::string_view name) { return service_of(kSource / "compose" / name / "compose.yaml"); }
YAML::Node guide() { return service_of(kSource / "tests/golden/guide-docker-compose.yaml"); }

std::set<std::string> words(const YAML::Node& list) {
  std::set<std::string> result;
  for (const auto& entry : list) result.insert(entry.as<std::string>());
  return result;
}

/// A service's volumes, without ":ro".
std::set<std::string> volumes(const YAML::Node& service) {
  std::set<std::string> result;
  for (auto volume : words(service["volumes"])) {
    if (volume.ends_with(":ro")) volume.resize(volume.size() - 3);
    result.insert(volume);
  }
  return result;
}

TEST(ComposeFile, OfMilvusKeepsTheGuidesVolumes) { EXPECT_EQ(volumes(target("milvus")), volumes(guide())); }

TEST(ComposeFile, OfMilvusKeepsTheGuidesCommandAndSecurityOptions) {
  EXPECT_EQ(words(target("milvus")["command"]), words(guide()["command"]));
  EXPECT_THAT(words(target("milvus")["security_opt"]), IsSupersetOf(words(guide()["security_opt"])));
}

/// The guide's etcd is a service of its own; ours is inside Milvus. Storage is likewise local, so MINIO_ADDRESS, which
/// the guide has besides, has nothing to name.
TEST(ComposeFile, OfMilvusSetsEtcdByTheGuidesVariable) {
  EXPECT_TRUE(guide()["environment"]["ETCD_ENDPOINTS"]);
  EXPECT_EQ(target("milvus")["environment"]["ETCD_ENDPOINTS"].as<std::string>(), "127.0.0.1:2379");
}

TEST(ComposeFile, MountsTheCertificatesReadOnlyFromTheGuidesFolder) {
  for (const auto name : kTargets)
    EXPECT_THAT(words(target(name)["volumes"]),
                Contains(testing::AllOf(StartsWith("${DOCKER_VOLUME_DIRECTORY:-.}/tls:"), EndsWith("/tls:ro"))))
        << name;
}

TEST(ComposeFile, PublishesOnLoopbackOnly) {
  for (const auto name : kTargets) {
    EXPECT_GE(words(target(name)["ports"]).size(), 2U);
    for (const auto& port : words(target(name)["ports"])) EXPECT_THAT(port, StartsWith("127.0.0.1:")) << name;
  }
}

TEST(ComposeFile, LabelsContainerAndNetworkWithTheirOwner) {
  for (const auto name : kTargets) {
    const auto file = YAML::LoadFile(kSource / "compose" / name / "compose.yaml");
    for (const auto& labels : {target(name)["labels"], file["networks"]["default"]["labels"]})
      EXPECT_EQ(labels["tlsgauge.owner"].as<std::string>(), "${TLSGAUGE_OWNER:-}") << name;
  }
}

/// The milvus.yaml that the harness writes names the files where the compose file mounts them.
TEST(ContainerMilvusYaml, NamesTheMountedFiles) {
  const auto yaml = YAML::Load(container_milvus_yaml({.tls_mode = model::TlsMode::mutual}));
  EXPECT_EQ(yaml["tls"]["serverPemPath"].as<std::string>(), "/milvus/tls/server.pem");
  EXPECT_EQ(yaml["tls"]["serverKeyPath"].as<std::string>(), "/milvus/tls/server.key");
  EXPECT_EQ(yaml["tls"]["caPemPath"].as<std::string>(), "/milvus/tls/ca.pem");
  EXPECT_EQ(yaml["common"]["security"]["tlsMode"].as<int>(), 2);
  EXPECT_EQ(yaml["proxy"]["http"]["port"].as<int>(), 8080);
  EXPECT_EQ(yaml["proxy"]["port"].as<int>(), 19530);
}

/// What stands beside the compose files, for a start by hand, is the guide's own set-up.
TEST(ContainerMilvusYaml, ForAStartByHandIsTheGuides) {
  for (const auto* name : {"reference", "milvus"}) {
    const auto yaml = YAML::LoadFile(kSource / "compose" / name / "milvus.yaml");
    EXPECT_EQ(yaml["tls"]["serverPemPath"].as<std::string>(), "/milvus/tls/server.pem") << name;
    EXPECT_EQ(yaml["proxy"]["http"]["port"].as<int>(), 8080) << name;
    EXPECT_EQ(yaml["common"]["security"]["tlsMode"].as<int>(), 1) << name;
  }
}

}  // namespace
}  // namespace tlsgauge::deployment::compose
