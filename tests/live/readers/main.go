// Reads a file as Docker Compose reads an env file, or as Terraform reads HCL, and prints what is in it as JSON.
//
// usage: readers dotenv|hcl FILE
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/zclconf/go-cty/cty"
)

func main() {
	values, err := read(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(values)
}

func read(kind, path string) (map[string]string, error) {
	if kind == "dotenv" {
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		return dotenv.ParseWithLookup(file, os.LookupEnv)
	}
	file, problems := hclparse.NewParser().ParseHCLFile(path)
	if problems.HasErrors() {
		return nil, problems
	}
	attributes, problems := file.Body.JustAttributes()
	if problems.HasErrors() {
		return nil, problems
	}
	values := map[string]string{}
	for name, attribute := range attributes {
		value, problems := attribute.Expr.Value(nil)
		if problems.HasErrors() {
			return nil, problems
		}
		if value.Type() == cty.String {
			values[name] = value.AsString()
		} else if value.Type().IsObjectType() && value.Type().HasAttribute("s3") {
			values[name] = value.GetAttr("s3").AsString()
		}
	}
	return values, nil
}
