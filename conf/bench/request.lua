-- For wrk: prints what conf/bench/server.sh reads, "requests per second, median in ms, failures". With a body of the
-- write, each request gives its job a name of its own.
local body = os.getenv("BENCH_BODY")

if body and body ~= "" then
  local count = 0
  local head = { ["Content-Type"] = "application/json" }
  for name, value in pairs(wrk.headers) do head[name] = value end
  function request()
    count = count + 1
    return wrk.format("POST", nil, head, (body:gsub("@", tostring(count))))
  end
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  local rate = summary.requests / (summary.duration / 1e6)
  io.write(string.format("BENCH %.1f %.3f %d\n", rate, latency:percentile(50) / 1e3, failed))
end
