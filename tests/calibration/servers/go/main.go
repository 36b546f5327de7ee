// Command server serves gRPC's health service, or HTTPS: at one port to clients with a certificate of ca.pem, at another to
// everybody.
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
	mutual := flag.String("mutual", "", "HOST:PORT for clients with a certificate")
	oneWay := flag.String("one-way", "", "HOST:PORT for everybody")
	directory := flag.String("tls", "", "directory of ca.pem, server.pem and server.key")
	flag.Parse()
	open := identified(*directory)
	guarded := open.Clone()
	demandCertificate(guarded, *directory)
	go serve(*kind, *oneWay, open)
	serve(*kind, *mutual, guarded)
}

func serve(kind, address string, config *tls.Config) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	if kind == "grpc" {
		server := grpc.NewServer(grpc.Creds(credentials.NewTLS(config)))
		grpc_health_v1.RegisterHealthServer(server, health.NewServer())
		log.Fatal(server.Serve(listener))
	}
	server := http.Server{TLSConfig: config, Handler: http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
		answer.Write([]byte("welcome\n"))
	})}
	log.Fatal(server.ServeTLS(listener, "", ""))
}

// identified has the server's certificate. Everything else is as Go has it by default.
func identified(directory string) *tls.Config {
	pair, err := tls.LoadX509KeyPair(filepath.Join(directory, "server.pem"), filepath.Join(directory, "server.key"))
	if err != nil {
		log.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}}
}

// demandCertificate has config let in clients with a certificate of ca.pem only.
func demandCertificate(config *tls.Config, directory string) {
	pem, err := os.ReadFile(filepath.Join(directory, "ca.pem"))
	if err != nil {
		log.Fatal(err)
	}
	config.ClientCAs = x509.NewCertPool()
	config.ClientCAs.AppendCertsFromPEM(pem)
	config.ClientAuth = tls.RequireAndVerifyClientCert
}
