/** Printers of RBAC, scheduling, storage and coordination kinds. Source: kubernetes `printers.go`. */
import type { KubeObject } from "../../api/objects.ts";
import { at, numberAt, objectsAt, stringAt } from "../values.ts";
import { AGE, age, NAME, text, type Printer } from "./printer.ts";

/** Kinds without a printer of their own show when they were made. */
export const plain: Printer = {
  columns: [NAME, ["Created At", "date", "", 0]],
  cells: (object) => [object.metadata.name, object.metadata.creationTimestamp ?? null],
};

export const binding: Printer = {
  columns: [
    NAME,
    text("Role"),
    AGE,
    text("Users", 1),
    text("Groups", 1),
    text("ServiceAccounts", 1),
  ],
  cells: (object, now) => [
    object.metadata.name,
    `${stringAt(object, "roleRef", "kind")}/${stringAt(object, "roleRef", "name")}`,
    age(object, now),
    subjects(object, "User"),
    subjects(object, "Group"),
    subjects(object, "ServiceAccount"),
  ],
};

function subjects(object: KubeObject, kind: string): string {
  return objectsAt(object, "subjects")
    .filter((subject) => stringAt(subject, "kind") === kind)
    .map((subject) => {
      const name = stringAt(subject, "name");
      return kind === "ServiceAccount" ? `${stringAt(subject, "namespace")}/${name}` : name;
    })
    .join(", ");
}

export const lease: Printer = {
  columns: [NAME, text("Holder"), AGE],
  cells: (object, now) => [
    object.metadata.name,
    stringAt(object, "spec", "holderIdentity"),
    age(object, now),
  ],
};

export const priorityClass: Printer = {
  columns: [
    NAME,
    ["Value", "integer", "", 0],
    ["Global-Default", "boolean", "", 0],
    AGE,
    text("PreemptionPolicy"),
  ],
  cells: (object, now) => [
    object.metadata.name,
    numberAt(object, 0, "value"),
    at(object, "globalDefault") === true,
    age(object, now),
    stringAt(object, "preemptionPolicy"),
  ],
};

export const storageClass: Printer = {
  columns: [
    NAME,
    ...["Provisioner", "ReclaimPolicy", "VolumeBindingMode"].map((n) => text(n)),
    ["AllowVolumeExpansion", "string", "", 0],
    AGE,
  ],
  cells: (object, now) => {
    const isDefault =
      object.metadata.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true";
    return [
      `${object.metadata.name}${isDefault ? " (default)" : ""}`,
      stringAt(object, "provisioner"),
      stringAt(object, "reclaimPolicy") || "Delete",
      stringAt(object, "volumeBindingMode") || "<unset>",
      at(object, "allowVolumeExpansion") === true,
      age(object, now),
    ];
  },
};
