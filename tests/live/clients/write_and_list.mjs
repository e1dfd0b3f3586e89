// What a program does that uses the SDK for Node: writes an object, and prints what its bucket holds.
//
// usage: write_and_list.mjs BUCKET OBJECT FILE     with credentials and endpoint as the SDK finds them

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const sdk = createRequire(`${process.env.TOOLS}/node-sdk/`)("@aws-sdk/client-s3");
const [Bucket, Key, file] = process.argv.slice(2);
const storage = new sdk.S3Client({ forcePathStyle: true });
await storage.send(new sdk.PutObjectCommand({ Bucket, Key, Body: readFileSync(file) }));
const { Contents } = await storage.send(new sdk.ListObjectsV2Command({ Bucket }));
for (const listed of Contents) console.log(listed.Key);
