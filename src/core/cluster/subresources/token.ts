/** Tokens of service accounts. Source: `pkg/registry/core/serviceaccount/storage/token.go`. */
import { isObject } from "../../api/json.ts";
import { encodeBase64 } from "../../api/base64.ts";
import type { Answer } from "../apiserver.ts";
import { invalid } from "../errors.ts";
import { hex } from "../names.ts";
import { existing } from "../read.ts";
import type { Target } from "../routes.ts";
import type { Draft } from "../store.ts";
import type { ApiRequest } from "../types.ts";
import { numberAt, objectAt, timestamp } from "../values.ts";

const HOUR = 3600;
const MIN_SECONDS = 600;
const MAX_SECONDS = 2 ** 32;
const REQUEST = { group: "authentication.k8s.io", kind: "TokenRequest" };

function segment(text: string): string {
  return encodeBase64(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function token(draft: Draft, target: Target, request: ApiRequest): Answer {
  const account = existing(draft, target);
  const body = isObject(request.body) ? request.body : {};
  const seconds = numberAt(body, HOUR, "spec", "expirationSeconds");
  const refuse = (detail: string): never => {
    throw invalid(REQUEST, "", [
      {
        reason: "FieldValueInvalid",
        field: "spec.expirationSeconds",
        message: `Invalid value: ${seconds}: ${detail}`,
      },
    ]);
  };
  if (seconds < MIN_SECONDS) refuse("may not specify a duration less than 10 minutes");
  if (seconds > MAX_SECONDS) refuse("may not specify a duration larger than 2^32 seconds");
  const { name, namespace = "" } = account.metadata;
  const issued = Math.floor(draft.env.now / 1000);
  const issuer = "https://kubernetes.default.svc.cluster.local";
  const claims = {
    aud: [issuer],
    exp: issued + seconds,
    iat: issued,
    iss: issuer,
    nbf: issued,
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
  const header = { alg: "RS256", kid: hex(draft.random, 40) };
  const parts = [JSON.stringify(header), JSON.stringify(claims), hex(draft.random, 256)];
  return {
    code: 201,
    body: {
      kind: "TokenRequest",
      apiVersion: "authentication.k8s.io/v1",
      metadata: { name, namespace, creationTimestamp: timestamp(draft.env.now) },
      spec: { audiences: [issuer], ...objectAt(body, "spec"), expirationSeconds: seconds },
      status: {
        token: parts.map(segment).join("."),
        expirationTimestamp: timestamp(draft.env.now + seconds * 1000),
      },
    },
  };
}
