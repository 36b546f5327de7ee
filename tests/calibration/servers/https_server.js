// https_server.js PORT OPEN_PORT DIRECTORY: HTTPS for clients with a certificate of DIRECTORY/ca.pem, and for everybody.
"use strict";

const fs = require("fs");
const https = require("https");

const [port, openPort, directory] = process.argv.slice(2);
const read = (name) => fs.readFileSync(`${directory}/${name}`);
const serve = (options, port) =>
  https.createServer(options, (request, answer) => answer.end("welcome\n")).listen(Number(port), "127.0.0.1");

const pair = { key: read("server.key"), cert: read("server.pem") };
serve(pair, openPort);
serve({ ...pair, ca: read("ca.pem"), requestCert: true, rejectUnauthorized: true }, port);
