import type { ComponentChildren } from 'preact';
import { NOW } from './light.ts';

/** A block of a page: its heading stands in the margin where there is room, above the content where there is not. */
export function Section(props: {
  readonly id: string;
  readonly heading: string;
  readonly aside?: ComponentChildren;
  /** All of it is told of now. */
  readonly passing?: boolean;
  readonly children?: ComponentChildren;
}) {
  return (
    <section class="block" aria-labelledby={props.id} {...(props.passing === true ? NOW : {})}>
      <div class="block-head">
        <h2 id={props.id}>{props.heading}</h2>
        {props.aside === undefined ? null : <p>{props.aside}</p>}
      </div>
      <div class="block-body">{props.children}</div>
    </section>
  );
}
