/** Questions to the authorizer and the authenticator; they are answered, not stored. */
import { isObject, type JsonObject } from "../../api/json.ts";
import type { Answer } from "../apiserver.ts";
import { isAllowed, requester, rulesFor, type User } from "../authorize.ts";
import type { Target } from "../routes.ts";
import type { Draft } from "../store.ts";
import type { ApiRequest } from "../types.ts";
import { arrayAt, compact, objectAt, own, stringAt, timestamp } from "../values.ts";

type Handler = (draft: Draft, target: Target, request: ApiRequest) => Answer;

function body(request: ApiRequest): JsonObject {
  return isObject(request.body) ? request.body : {};
}

function accessReview(userOf: (request: ApiRequest) => User): Handler {
  return (draft, target, request) => {
    const spec = objectAt(body(request), "spec");
    const asked = objectAt(spec, "resourceAttributes");
    const subresource = stringAt(asked, "subresource");
    const resource = stringAt(asked, "resource");
    const allowed = isAllowed(draft, userOf(request), {
      verb: stringAt(asked, "verb") || stringAt(spec, "nonResourceAttributes", "verb"),
      group: stringAt(asked, "group"),
      resource: subresource === "" ? resource : `${resource}/${subresource}`,
      namespace: stringAt(asked, "namespace"),
      name: stringAt(asked, "name"),
    });
    return {
      code: 201,
      body: {
        kind: target.resource.kind,
        apiVersion: "authorization.k8s.io/v1",
        metadata: { creationTimestamp: null },
        spec,
        status: { allowed },
      },
    };
  };
}

function namedUser(request: ApiRequest): User {
  const spec = objectAt(body(request), "spec");
  return {
    name: stringAt(spec, "user"),
    groups: arrayAt(spec, "groups").filter((group) => typeof group === "string"),
  };
}

/** The client certificate of the lab's kubeconfig. */
const CREDENTIAL = "X509SHA256=6d1f7a35c0b94e82d7f1a9b3e5c8204f1b6a7d9e0c3f5a8b2d4e6f7091a3b5c7";

const whoAmI: Handler = (draft, _target, request) => {
  const user = requester(request);
  const extra =
    request.impersonate === undefined
      ? { "authentication.kubernetes.io/credential-id": [CREDENTIAL] }
      : undefined;
  return {
    code: 201,
    body: {
      kind: "SelfSubjectReview",
      apiVersion: "authentication.k8s.io/v1",
      metadata: { creationTimestamp: timestamp(draft.env.now) },
      status: { userInfo: compact({ username: user.name, groups: user.groups, extra }) },
    },
  };
};

const rules: Handler = (draft, _target, request) => {
  const namespace = stringAt(body(request), "spec", "namespace");
  const found = rulesFor(draft, requester(request), namespace);
  return {
    code: 201,
    body: {
      kind: "SelfSubjectRulesReview",
      apiVersion: "authorization.k8s.io/v1",
      metadata: { creationTimestamp: null },
      spec: {},
      status: {
        incomplete: false,
        resourceRules: found.filter((rule) => own(rule, "resources") !== undefined),
        nonResourceRules: found.filter((rule) => own(rule, "nonResourceURLs") !== undefined),
      },
    },
  };
};

const tokenReview: Handler = (_draft, _target, request) => ({
  code: 201,
  body: {
    kind: "TokenReview",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { creationTimestamp: null },
    spec: objectAt(body(request), "spec"),
    status: { user: {}, error: "[invalid bearer token]" },
  },
});

export const REVIEWS: readonly (readonly [name: string, handler: Handler])[] = [
  ["selfsubjectaccessreviews", accessReview(requester)],
  ["subjectaccessreviews", accessReview(namedUser)],
  ["localsubjectaccessreviews", accessReview(namedUser)],
  ["selfsubjectrulesreviews", rules],
  ["selfsubjectreviews", whoAmI],
  ["tokenreviews", tokenReview],
];
