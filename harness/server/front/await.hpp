#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tlsgauge::server::front {

/// How our coroutines wait for Asio: an error is a value beside the result, not an exception.
inline constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace tlsgauge::server::front
