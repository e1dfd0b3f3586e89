# Terraform (or OpenTofu): the state in a bucket, with credentials that Terraform gets from sts-cli itself.
#
# First, once: `sts-cli login https://minio.example:9000 --save prod`, then `sts-cli configure aws prod`. Then `terraform init` here.
# Adapt the address and the bucket, which must exist.
#
# Checked: in the live suite, `terraform init` and `terraform apply` store the state in a bucket of MinIO, if Terraform is installed.
terraform {
  required_version = ">= 1.10"

  backend "s3" {
    profile      = "prod" # the AWS profile that `configure aws` wrote
    bucket       = "terraform-state"
    key          = "prod/terraform.tfstate"
    region       = "us-east-1"
    endpoints    = { s3 = "https://minio.example:9000" }
    use_lockfile = true

    # for storage servers other than AWS
    use_path_style              = true
    skip_credentials_validation = true
    skip_requesting_account_id  = true
    skip_metadata_api_check     = true
    skip_region_validation      = true
    skip_s3_checksum            = true
  }
}

# Something to store; replace it with your own resources.
resource "terraform_data" "example" {
  input = "the state of this is in the bucket"
}
