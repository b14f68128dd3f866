// Requests each URL with one client: fetch CLIENT URL...
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

func main() {
	client, urls := os.Args[1], os.Args[2:]
	if len(urls) == 0 {
		version := strings.TrimPrefix(runtime.Version(), "go")
		if client == "grpc" {
			version = grpc.Version
		}
		fmt.Println(version)
	}
	for _, each := range urls {
		if err := map[string]func(string) error{"http": get, "grpc": call}[client](each); err != nil {
			fmt.Fprintln(os.Stderr, each, err)
		}
	}
}

func get(each string) error {
	http.DefaultTransport.(*http.Transport).TLSHandshakeTimeout = 5 * time.Second
	client := http.Client{Timeout: 5 * time.Second}
	response, err := client.Get(each)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// The method's name is the path of the URL, so that a server that is no gRPC server can log it.
func call(each string) error {
	parsed, err := url.Parse(each)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	host := parsed.Host
	if parsed.Port() == "" {
		host += map[string]string{"http": ":80", "https": ":443"}[parsed.Scheme]
	}
	security := insecure.NewCredentials()
	if parsed.Scheme == "https" {
		security = credentials.NewTLS(nil)
	}
	connection, err := grpc.NewClient(host, grpc.WithTransportCredentials(security))
	if err != nil {
		return err
	}
	defer connection.Close()
	return connection.Invoke(ctx, parsed.Path+"/x", nil, nil, grpc.ForceCodec(empty{}))
}

type empty struct{}

func (empty) Marshal(any) ([]byte, error)      { return nil, nil }
func (empty) Unmarshal([]byte, any) error      { return nil }
func (empty) Name() string                     { return "proto" }
