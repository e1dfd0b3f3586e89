// Not run: the compiler checks that the configuration is what a client of the AWS SDK takes.
import { S3Client } from '@aws-sdk/client-s3';
import { credentialProvider, path, s3ClientConfig } from 'sts-cli';

export async function clients(): Promise<S3Client[]> {
  const program: string = path();
  const provider = credentialProvider('prod', '--allow', `read:${program}`);
  return [new S3Client(await s3ClientConfig('prod')), new S3Client({ credentials: provider })];
}
