import { useState, type ClipboardEvent, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { attach, useAttachments, type Attachment } from './attachments.ts';

interface Attaching {
  attachments: readonly Attachment[];
  add: (files: FileList | null) => boolean;
  /** Files are held over where they can be let go. */
  over: boolean;
  drop: {
    onDragOver: (event: DragEvent) => void;
    onDragLeave: (event: DragEvent) => void;
    onDrop: (event: DragEvent) => void;
  };
  paste: (event: ClipboardEvent) => void;
}

/** Files for a conversation's next answer: chosen, dropped or pasted. */
export function useAttaching(place: string): Attaching {
  const { t } = useTranslation();
  const attachments = useAttachments(place);
  const [over, setOver] = useState(false);
  const add = (files: FileList | null): boolean => {
    if (!files || files.length === 0) return false;
    attach(place, Array.from(files), t('files.tooLarge'));
    return true;
  };
  return {
    attachments,
    add,
    over,
    drop: {
      onDragOver: (event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: ({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) setOver(false);
      },
      onDrop: (event) => {
        setOver(false);
        if (add(event.dataTransfer.files)) event.preventDefault();
      },
    },
    paste: (event) => {
      // Whoever copies from a table or a page has both: then the words are meant.
      if (!event.clipboardData.types.includes('text/plain') && add(event.clipboardData.files)) event.preventDefault();
    },
  };
}
