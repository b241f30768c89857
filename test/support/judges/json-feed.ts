import { z } from 'zod';

/** The rules of JSON Feed 1.1 as its JSON Schema has them (schemastore.org, feed.json), keys that begin with `_` left aside. */
const uri = z.url();
const date = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
const author = z
  .strictObject({ name: z.string().optional(), url: uri.optional(), avatar: uri.optional() })
  .refine((value) => Object.keys(value).length > 0);

const item = z
  .strictObject({
    id: z.string().min(1),
    url: uri.optional(),
    external_url: uri.optional(),
    title: z.string().optional(),
    content_html: z.string().optional(),
    content_text: z.string().optional(),
    summary: z.string().optional(),
    image: uri.optional(),
    banner_image: uri.optional(),
    date_published: date.optional(),
    date_modified: date.optional(),
    authors: z.array(author).optional(),
    tags: z.array(z.string()).optional(),
    language: z.string().optional(),
  })
  .refine((value) => value.content_html !== undefined || value.content_text !== undefined, 'no content');

const feed = z
  .strictObject({
    version: z.literal('https://jsonfeed.org/version/1.1'),
    title: z.string().min(1),
    home_page_url: uri.optional(),
    feed_url: uri.optional(),
    description: z.string().optional(),
    user_comment: z.string().optional(),
    next_url: uri.optional(),
    icon: uri.optional(),
    favicon: uri.optional(),
    authors: z.array(author).optional(),
    language: z.string().optional(),
    expired: z.boolean().optional(),
    items: z.array(item),
  })
  .refine(({ items }) => new Set(items.map(({ id }) => id)).size === items.length, 'an id twice');

/** Throws on whatever is no JSON Feed 1.1. */
export function readJsonFeed(text: string): z.infer<typeof feed> {
  return feed.parse(JSON.parse(text));
}
