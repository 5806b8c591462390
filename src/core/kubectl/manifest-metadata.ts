/**
 * The check of `metadata` that kubectl makes itself before it sends anything (cli-runtime
 * `pkg/resource/metadata_decoder.go`).
 */
import type { Json } from "../api/json.ts";
import type { StructSchema } from "../api/schema/schema.ts";
import { decodeStruct } from "../validation/decode/decode.ts";

const METADATA_ONLY: StructSchema = {
  name: "metadataOnlyObject",
  goType: "resource.metadataOnlyObject",
  fields: new Map([
    [
      "metadata",
      {
        name: "metadata",
        type: { kind: "struct", id: "meta.ObjectMeta", goType: "v1.ObjectMeta" },
        emit: "omitempty",
      },
    ],
  ]),
};

/** The first thing in `metadata` that is of a wrong type, in Go's words; undefined when it decodes. */
export function metadataError(metadata: Json | undefined): string | undefined {
  return metadata === undefined ? undefined : decodeStruct(METADATA_ONLY, { metadata }).error;
}
