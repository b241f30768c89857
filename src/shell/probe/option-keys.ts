import * as z from 'zod';
import type { ZodType } from 'zod';
import { isMapping } from '../../core/parse/value-words.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema of what people write as the options of a kind. */
export function optionSchema({ options }: { readonly options: ZodType }): JsonSchema {
  const schema = z.toJSONSchema(options, { io: 'input' });
  // It is a part of another schema, which says of what version it is.
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema'));
}

/** The options of a kind's long form, in the order of its schema; that of a kind without a short form is all there is. */
export function optionKeys(kind: { readonly options: ZodType }): readonly string[] {
  const schema = optionSchema(kind);
  const { anyOf } = schema;
  const forms: readonly unknown[] = Array.isArray(anyOf) ? anyOf : [schema];
  return forms.flatMap((form) =>
    isMapping(form) && isMapping(form['properties']) ? Object.keys(form['properties']) : [],
  );
}
