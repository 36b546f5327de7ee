// Command server serves gRPC's health service, or HTTPS, to clients with a certificate of ca.pem.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	kind := flag.String("kind", "grpc", "grpc or http")
	address := flag.String("listen", "", "HOST:PORT")
	directory := flag.String("tls", "", "directory of ca.pem, server.pem and server.key")
	flag.Parse()
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	config := mutual(*directory)
	if *kind == "grpc" {
		server := grpc.NewServer(grpc.Creds(credentials.NewTLS(config)))
		grpc_health_v1.RegisterHealthServer(server, health.NewServer())
		log.Fatal(server.Serve(listener))
	}
	server := http.Server{TLSConfig: config, Handler: http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
		answer.Write([]byte("welcome\n"))
	})}
	log.Fatal(server.ServeTLS(listener, "", ""))
}

// mutual demands a client certificate of ca.pem. Everything else is as Go has it by default.
func mutual(directory string) *tls.Config {
	pair, err := tls.LoadX509KeyPair(filepath.Join(directory, "server.pem"), filepath.Join(directory, "server.key"))
	if err != nil {
		log.Fatal(err)
	}
	pem, err := os.ReadFile(filepath.Join(directory, "ca.pem"))
	if err != nil {
		log.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(pem)
	return &tls.Config{
		Certificates: []tls.Certificate{pair},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    trusted,
	}
}
