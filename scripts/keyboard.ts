import { emitKeypressEvents } from 'node:readline';
import type { Key } from 'node:readline';
import type { ReadStream } from 'node:tty';
import type { Keyboard } from './options.ts';

/** The keyboard of a terminal: presses come one by one, and the terminal shows nothing of them by itself. */
export function terminalKeyboard(stdin: ReadStream): Keyboard {
  return {
    listen(onPress) {
      const pressed = (text: string | undefined, key: Key) => {
        onPress({
          // Only what stands for itself: arrows and the like come as sequences.
          text: text ?? '',
          ...(key.name === undefined ? {} : { name: key.name }),
          ...(key.ctrl === true ? { ctrl: true } : {}),
        });
      };
      emitKeypressEvents(stdin);
      stdin.setRawMode(true);
      stdin.on('keypress', pressed);
      stdin.resume();
      return () => {
        stdin.off('keypress', pressed);
        stdin.setRawMode(false);
        stdin.pause();
      };
    },
  };
}
