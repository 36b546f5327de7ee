#include "server/rest_api.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "server/milvus_service.hpp"

namespace tlsgauge::server {
namespace {

using nlohmann::ordered_json;

constexpr int kNotAuthenticated = 1800;
constexpr int kNotJson = 1801;
constexpr int kMissingParameter = 1802;
constexpr std::size_t kMaxDepth = 16;

HttpResponse json(unsigned status, const ordered_json& body) {
  // What clients send comes back in messages, valid UTF-8 or not.
  return {.status = status,
          .content_type = "application/json; charset=utf-8",
          .body = body.dump(-1, ' ', false, ordered_json::error_handler_t::replace),
          .fields = {}};
}

HttpResponse failure(int code, const std::string& text) { return json(200, {{"code", code}, {"message", text}}); }

/// The members that the routes read. Empty: absent.
struct Parameters {
  std::string database;
  std::string collection;
};

std::optional<std::string> text_member(const ordered_json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return "";
  return found->is_string() ? std::optional{found->get<std::string>()} : std::nullopt;
}

struct Understood {
  Parameters parameters;
  std::optional<HttpResponse> failure;
};

Understood understand(const RestApi& api, const std::string& body) {
  if (body.empty())
    return {
        {},
        failure(kNotJson, "can only accept json format request, the request body should be nil, however {} is valid")};
  const auto limit_depth = [](int depth, ordered_json::parse_event_t, const ordered_json&) {
    return depth <= static_cast<int>(kMaxDepth);  // deeper values are dropped: nothing here has any
  };
  const auto document = ordered_json::parse(body, limit_depth, false);
  if (document.is_discarded())
    return {{}, failure(kNotJson, "can only accept json format request, error: invalid JSON")};
  if (!document.is_object())
    return {{}, failure(kNotJson, "can only accept json format request, error: the value is not an object")};
  const auto database = text_member(document, "dbName");
  const auto collection = text_member(document, "collectionName");
  if (!database || !collection)
    return {{}, failure(kNotJson, "can only accept json format request, error: dbName and collectionName are strings")};
  if (!database->empty() && !api.catalogue->databases.contains(*database))
    return {{}, failure(kDatabaseNotFound, "database not found[database=" + *database + "]")};
  return {{*database, *collection}, std::nullopt};
}

HttpResponse list(const RestApi& api, const Parameters& /*parameters*/) {
  return json(200, {{"code", 0}, {"data", api.catalogue->collections.all()}});
}

HttpResponse has(const RestApi& api, const Parameters& parameters) {
  return json(200, {{"code", 0}, {"data", {{"has", api.catalogue->collections.contains(parameters.collection)}}}});
}

HttpResponse describe(const RestApi& api, const Parameters& parameters) {
  if (api.catalogue->collections.contains(parameters.collection))
    return json(200, {{"code", 0}, {"data", {{"collectionName", parameters.collection}}}});
  return failure(kCollectionNotFound,
                 "can't find collection[database=default][collection=" + parameters.collection + "]");
}

// The first version of the API calls a success 200.

HttpResponse create(const RestApi& api, const Parameters& parameters) {
  if (api.catalogue->collections.add(parameters.collection))
    return json(200, {{"code", 200}, {"data", ordered_json::object()}});
  return failure(kInvalidParameter, "a collection's name has 1 to 255 octets, and there are limits to their number");
}

HttpResponse drop(const RestApi& api, const Parameters& parameters) {
  api.catalogue->collections.remove(parameters.collection);
  return json(200, {{"code", 200}, {"data", ordered_json::object()}});
}

struct Route {
  std::string_view path;
  bool needs_collection;
  HttpResponse (*answer)(const RestApi&, const Parameters&);
};
constexpr auto kRoutes = std::to_array<Route>({{"/v2/vectordb/collections/list", false, &list},
                                               {"/v2/vectordb/collections/has", true, &has},
                                               {"/v2/vectordb/collections/describe", true, &describe},
                                               {"/v1/vector/collections/create", true, &create},
                                               {"/v1/vector/collections/drop", true, &drop}});

HttpResponse route(const RestApi& api, const HttpRequest& request) {
  if (!api.credentials.admits_request(request.authorization))
    return json(401, {{"code", kNotAuthenticated}, {"message", "user hasn't authenticated"}});
  if (request.method == "GET" && request.path == "/v1/vector/collections")
    return json(200, {{"code", 200}, {"data", api.catalogue->collections.all()}});
  const auto* found = std::ranges::find(kRoutes, request.path, &Route::path);
  if (found == kRoutes.end() || request.method != "POST") return page_not_found();
  auto [parameters, refusal] = understand(api, request.body);
  if (refusal) return *std::move(refusal);
  if (found->needs_collection && parameters.collection.empty())
    return failure(kMissingParameter, "missing required parameters, error: collectionName is required");
  return found->answer(api, parameters);
}

}  // namespace

HttpResponse answer(const RestApi& api, const HttpRequest& request) {
  auto response = request.method == "OPTIONS"
                      ? HttpResponse{.status = 204, .content_type = {}, .body = {}, .fields = {}}
                      : route(api, request);
  response.fields.insert(response.fields.end(),
                         {{"Access-Control-Allow-Origin", "*"},
                          {"Access-Control-Allow-Credentials", "true"},
                          {"Access-Control-Allow-Headers", "Content-Type, Content-Length, Authorization"},
                          {"Access-Control-Allow-Methods", "POST, HEAD, PATCH, OPTIONS, GET, PUT, DELETE"},
                          {"X-Content-Type-Options", "nosniff"}});
  if (!api.strict_transport_security.empty())
    response.fields.emplace_back("Strict-Transport-Security", api.strict_transport_security);
  return response;
}

}  // namespace tlsgauge::server
