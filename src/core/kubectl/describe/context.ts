import type { JsonObject } from "../../api/json.ts";
import type { ResourceType } from "../../api/scheme.ts";
import { findResource } from "../../api/scheme.ts";
import { json, stringAt } from "../../cluster/values.ts";
import type { Connection } from "../connection.ts";
import { isFailure } from "../errors.ts";
import { fetchInfos } from "../resources.ts";

/** What a describer may look at beside its object. */
export class DescribeContext {
  /** Lab time in milliseconds. */
  readonly now: number;
  readonly showEvents: boolean;
  readonly #connection: Connection;

  constructor(connection: Connection, now: number, showEvents: boolean) {
    this.#connection = connection;
    this.now = now;
    this.showEvents = showEvents;
  }

  /**
   * Objects of a type in a namespace (empty: all), empty when the server refuses.
   * @param resource plural name and group version: `pods`, `replicasets`
   */
  list(
    group: string,
    version: string,
    resource: string,
    namespace: string,
    selectors: { readonly labelSelector?: string; readonly fieldSelector?: string } = {},
  ): readonly JsonObject[] {
    const type = findResource(group, version, resource);
    if (type === undefined) return [];
    try {
      return fetchInfos(this.#connection, { type, namespace, ...selectors }).map((info) =>
        json(info.object),
      );
    } catch (error) {
      if (isFailure(error)) return [];
      throw error;
    }
  }

  /** One object, or undefined. */
  get(
    group: string,
    version: string,
    resource: string,
    namespace: string,
    name: string,
  ): JsonObject | undefined {
    return this.list(group, version, resource, namespace, {
      fieldSelector: `metadata.name=${name}`,
    })[0];
  }

  /** The events about an object. */
  events(object: JsonObject): readonly JsonObject[] {
    const namespace = stringAt(object, "metadata", "namespace");
    const name = stringAt(object, "metadata", "name");
    const uid = stringAt(object, "metadata", "uid");
    const kind = stringAt(object, "kind");
    return this.list("", "v1", "events", namespace, {
      fieldSelector: `involvedObject.name=${name},involvedObject.kind=${kind}`,
    }).filter((event) => {
      const about = stringAt(event, "involvedObject", "uid");
      return about === "" || uid === "" || about === uid || about === name;
    });
  }
}

/** Describes one object: the whole text, with the newline at its end. */
export type Describer = (
  object: JsonObject,
  context: DescribeContext,
  type: ResourceType,
) => string;
