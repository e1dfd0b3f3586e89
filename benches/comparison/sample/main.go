// Gets temporary credentials with the library that MinIO's own samples use: sample URL (of a server), and either the variables
// AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the file of a token.
package main

import (
	"encoding/json"
	"log"
	"os"
	"strings"

	"github.com/minio/minio-go/v7/pkg/credentials"
)

func source(endpoint string, tokenFile string) (*credentials.Credentials, error) {
	if tokenFile == "" {
		return credentials.NewSTSAssumeRole(endpoint, credentials.STSAssumeRoleOptions{
			AccessKey:       os.Getenv("AWS_ACCESS_KEY_ID"),
			SecretKey:       os.Getenv("AWS_SECRET_ACCESS_KEY"),
			DurationSeconds: 3600,
		})
	}
	return credentials.NewSTSWebIdentity(endpoint, func() (*credentials.WebIdentityToken, error) {
		token, err := os.ReadFile(tokenFile)
		return &credentials.WebIdentityToken{Token: strings.TrimSpace(string(token)), Expiry: 3600}, err
	})
}

func main() {
	tokenFile := ""
	if len(os.Args) > 2 {
		tokenFile = os.Args[2]
	}
	found, err := source(os.Args[1], tokenFile)
	if err != nil {
		log.Fatal(err)
	}
	value, err := found.Get()
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(value); err != nil {
		log.Fatal(err)
	}
}
